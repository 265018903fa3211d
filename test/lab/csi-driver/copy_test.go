package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOnlyVanished(t *testing.T) {
	cases := []struct {
		stderr string
		want   bool
	}{
		{"cp: cannot stat '/a/./b': No such file or directory\n", true},
		{"cp: cannot open '/a/./b' for reading: No such file or directory\n", true},
		{"cp: cannot access '/a/./d': No such file or directory\ncp: cannot stat '/a/./e': No such file or directory\n", true},
		{"cp: cannot create regular file '/t/b': No such file or directory\n", false},
		{"cp: cannot stat '/a/./b': No such file or directory\ncp: error writing '/t/c': No space left on device\n", false},
		{"cp: cannot open '/a/./b' for reading: Permission denied\n", false},
		{"", false},
	}
	for _, c := range cases {
		if got := onlyVanished(c.stderr); got != c.want {
			t.Errorf("onlyVanished(%q) = %v", c.stderr, got)
		}
	}
}

func TestCopyTreeKeepsModesAndLinks(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	if err := os.Chmod(from, 0o2775); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(from, "a file"), []byte("x"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a file", filepath.Join(from, "link")); err != nil {
		t.Fatal(err)
	}
	if err := copyTree(t.Context(), from, to); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".", "a file", "link"} {
		want, _ := os.Lstat(filepath.Join(from, name))
		got, err := os.Lstat(filepath.Join(to, name))
		if err != nil || got.Mode() != want.Mode() {
			t.Errorf("%s: mode %v, want %v (%v)", name, got.Mode(), want.Mode(), err)
		}
	}
}

func TestCopyTreeReportsAMissingSource(t *testing.T) {
	if err := copyTree(t.Context(), filepath.Join(t.TempDir(), "absent"), t.TempDir()); err == nil {
		t.Error("a copy from nowhere succeeded")
	}
}
