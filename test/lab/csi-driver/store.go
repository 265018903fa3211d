package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// volume is what the driver remembers of a volume.
type volume struct {
	ID            string
	Name          string
	CapacityBytes int64
	// Source is the id of the snapshot or volume it was copied from, or empty.
	Source string
	// Sized volumes are file systems of their own, so that they can be full.
	Sized bool
}

// snapshot is what the driver remembers of a snapshot.
type snapshot struct {
	ID        string
	Name      string
	VolumeID  string
	SizeBytes int64
	CreatedAt time.Time
}

// store keeps each volume and snapshot as a folder with its record and its data. The record is written last: a folder
// without one is the rest of a creation that did not end.
type store struct {
	volumes   shelf[volume]
	snapshots shelf[snapshot]
}

func openStore(root string) (store, error) {
	s := store{
		volumes:   shelf[volume]{filepath.Join(root, "volumes")},
		snapshots: shelf[snapshot]{filepath.Join(root, "snapshots")},
	}
	return s, errors.Join(os.MkdirAll(s.volumes.root, 0o750), os.MkdirAll(s.snapshots.root, 0o750))
}

// shelf is a folder of such folders.
type shelf[T any] struct{ root string }

func (s shelf[T]) folder(id string) string { return filepath.Join(s.root, id) }
func (s shelf[T]) data(id string) string   { return filepath.Join(s.root, id, "data") }
func (s shelf[T]) record(id string) string { return filepath.Join(s.root, id, "record.json") }

// get returns the record, or nil when there is none.
func (s shelf[T]) get(id string) (*T, error) {
	if !plainName.MatchString(id) {
		return nil, nil
	}
	content, err := os.ReadFile(s.record(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	item := new(T)
	return item, json.Unmarshal(content, item)
}

func (s shelf[T]) put(id string, item *T) error {
	content, err := json.Marshal(item)
	if err != nil {
		return err
	}
	unfinished := s.record(id) + ".new"
	if err := os.WriteFile(unfinished, content, 0o600); err != nil {
		return err
	}
	return os.Rename(unfinished, s.record(id))
}

// list returns all records, ordered by id.
func (s shelf[T]) list() ([]*T, error) {
	entries, err := os.ReadDir(s.root)
	if err != nil {
		return nil, err
	}
	var items []*T
	for _, entry := range entries {
		item, err := s.get(entry.Name())
		if err != nil {
			return nil, err
		}
		if item != nil {
			items = append(items, item)
		}
	}
	return items, nil
}

// remove forgets the record first, so that an interrupted removal leaves only data without a record.
func (s shelf[T]) remove(id string) error {
	if err := os.Remove(s.record(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.RemoveAll(s.folder(id))
}

// idFor derives the id from the name that the caller chose, so that a repeated call finds what the first one made.
func idFor(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:16])
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)
