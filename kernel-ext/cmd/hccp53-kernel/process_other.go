//go:build !linux

package main

import "syscall"

// Only Linux ties the life of a process to its parent's and hands orphans to
// an ancestor. Elsewhere a kernel that is killed outright may leave a language
// server behind; one that is shut down leaves nothing.

func dieWithParent() {}

func childAttr() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

func adoptOrphans() {}

func endChildren() {}
