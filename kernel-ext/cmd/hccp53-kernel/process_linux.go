package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// From linux/prctl.h.
const (
	prSetPdeathsig      = 1
	prSetChildSubreaper = 36
)

// dieWithParent asks for SIGTERM when the parent ends. It lasts through exec.
func dieWithParent() {
	syscall.RawSyscall(syscall.SYS_PRCTL, prSetPdeathsig, uintptr(syscall.SIGTERM), 0)
}

// childAttr makes the child end when this process does, even by SIGKILL. The
// thread that starts it has to live as long as the process.
func childAttr() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} }

// adoptOrphans makes this process the parent of descendants whose own parent
// has ended, so that [endChildren] finds them.
func adoptOrphans() {
	syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0)
}

// endChildren ends all processes that are left: a language server, a cell
// whose kernel was killed, a server that a cell put into the background.
// Their own children come to us as they end. After a second it insists.
func endChildren() {
	insist := time.Now().Add(time.Second)
	for deadline := time.Now().Add(3 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		for {
			pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
			if err != nil || pid <= 0 {
				break
			}
		}
		left := children()
		if len(left) == 0 {
			return
		}
		for _, pid := range left {
			if time.Now().After(insist) {
				syscall.Kill(pid, syscall.SIGKILL)
			} else {
				syscall.Kill(pid, syscall.SIGTERM)
			}
		}
	}
}

// children returns the process ids of the children of this process.
func children() []int {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil
	}
	var pids []int
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		// pid (name) state ppid …; a name may hold anything, even ") ".
		rest := string(text[strings.LastIndexByte(string(text), ')')+1:])
		var state string
		var parent int
		if n, _ := fmt.Sscan(rest, &state, &parent); n == 2 && parent == os.Getpid() {
			if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name))); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}
