package main

import "sync"

// keyedLocks lets one call at a time work on a volume or snapshot, and calls on others go on.
type keyedLocks struct{ byKey sync.Map }

// hold waits for the key and returns the function that gives it back.
func (l *keyedLocks) hold(key string) (release func()) {
	lock, _ := l.byKey.LoadOrStore(key, new(sync.Mutex))
	mutex := lock.(*sync.Mutex)
	mutex.Lock()
	return mutex.Unlock
}
