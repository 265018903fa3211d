package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// copyTree copies everything in a folder, with owners, modes, times and links, into a folder that exists. A file that
// another process removes meanwhile is left out: on a busy volume that is normal. Every other trouble is an error.
func copyTree(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "cp", "-a", "--reflink=auto", from+"/.", to)
	command.Env = append(os.Environ(), "LC_ALL=C")
	var stderr bytes.Buffer
	command.Stderr = &stderr
	err := command.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 && onlyVanished(stderr.String()) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("copy %s to %s: %w: %s", from, to, err, strings.TrimSpace(stderr.String()))
	}
	return nil
}

// onlyVanished tells whether every line of cp's complaint is about a source file that is no longer there.
func onlyVanished(stderr string) bool {
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	for _, line := range lines {
		if !vanished.MatchString(line) {
			return false
		}
	}
	return true
}

// vanished names the calls that cp makes on a source; a target that is missing says "cannot create".
var vanished = regexp.MustCompile(`^cp: cannot (stat|access|open|read symbolic link) .*: No such file or directory$`)
