package main

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"hcclab/hccp53/fault"
)

// runKernel runs GoNB with the connection file until it ends and returns its
// exit status. Whatever started meanwhile is ended, and the temporary folder
// removed.
func runKernel(connection string, flags []string) (int, error) {
	runtime.LockOSThread() // see childAttr
	l, err := findLayout()
	if err != nil {
		return 1, err
	}
	if _, err := os.Stat(connection); err != nil {
		return 1, fault.Wrap(errSetup, err, "the connection file cannot be read").Try("let Jupyter start this kernel")
	}
	if connection, err = filepath.Abs(connection); err != nil {
		return 1, err
	}
	tmp, err := openTemp()
	if err != nil {
		return 1, err
	}
	defer tmp.remove()
	env, err := environment(l, tmp.dir, os.Environ())
	if err != nil {
		return 1, err
	}

	// Errors as text, not as a box of HTML beside the text: a reader of the
	// notebook, nbclient and a log all get the same line. GoNB's own log goes
	// to files in the temporary folder.
	args := append([]string{"-raw_error", "-logtostderr=false", "-stderrthreshold=FATAL"}, flags...)
	cmd := exec.Command(l.gonb, append(args, "--kernel", connection)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = env
	cmd.SysProcAttr = childAttr()
	adoptOrphans()
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2)
	if err := cmd.Start(); err != nil {
		return 1, fault.Wrap(errSetup, err, "GoNB does not start").Try("run make setup in the repository")
	}
	go func() {
		for s := range signals {
			cmd.Process.Signal(s)
		}
	}()
	err = cmd.Wait()
	endChildren()
	return statusOf(err)
}

// statusOf returns the exit status of a child as a shell would: 128 and the
// number of the signal, where one ended it.
func statusOf(err error) (int, error) {
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		return 0, err
	}
	if ws, ok := ended.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int(ws.Signal()), nil
	}
	return ended.ExitCode(), nil
}

// linkFlags make a cell quick to link: no symbol table, no debugging
// information, Go's own linker also for packages that use C. A cell that needs
// the system's linker says %goflags -ldflags=.
const linkFlags = `'-ldflags=-w -s -linkmode=internal'`

// environment returns the variables of the child, and puts the go command of
// the kernel into tmp.
func environment(l *layout, tmp string, env []string) ([]string, error) {
	tools := filepath.Join(tmp, "tools")
	if err := os.Mkdir(tools, 0o700); err != nil {
		return nil, err
	}
	names := []string{"go"}
	if _, err := os.Stat(filepath.Join(l.home, "bin", "gopls")); err == nil || lookup(env, envGopls) == "off" {
		names = append(names, "gopls")
	}
	for _, name := range names {
		if err := os.Symlink(l.self, filepath.Join(tools, name)); err != nil {
			return nil, err
		}
	}
	path := []string{tools, filepath.Join(l.home, "bin"), lookup(env, "PATH")}
	set := map[string]string{
		"PATH":       strings.Join(path, string(filepath.ListSeparator)),
		"TMPDIR":     tmp,
		envGo:        l.goes,
		envRoot:      l.root,
		envWorkspace: tmp,
		// Flags of the user come later and win. A go.work above the temporary
		// folder, or named by the user, does not know the cell's module.
		"GOFLAGS": strings.TrimSpace("-mod=readonly " + linkFlags + " " + lookup(env, "GOFLAGS")),
		"GOWORK":  "off",
		// gomlx loads the plugin that set-up has put in place, and never
		// fetches one in the middle of a cell.
		"GOMLX_NO_AUTO_INSTALL": "1",
	}
	if plugins := filepath.Join(l.home, "pjrt"); lookup(env, "PJRT_PLUGIN_LIBRARY_PATH") == "" && exists(plugins) {
		set["PJRT_PLUGIN_LIBRARY_PATH"] = plugins
	}
	out := make([]string, 0, len(env)+len(set))
	for _, e := range env {
		key, _, _ := strings.Cut(e, "=")
		if _, ok := set[key]; !ok {
			out = append(out, e)
		}
	}
	for key, value := range set {
		out = append(out, key+"="+value)
	}
	return out, nil
}

func lookup(env []string, key string) string {
	for i := len(env) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(env[i], key+"="); ok {
			return value
		}
	}
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
