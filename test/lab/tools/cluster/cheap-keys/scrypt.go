// Package scrypt stands in for simple-scrypt, of which restic asks how dear the key of a new repository is to be.
// restic would have it take half a second of a core, for each time that a repository is opened: a quarter of all that
// the end-to-end tests computed. The lab's repositories protect nothing, so their keys are the cheapest that restic
// accepts. Opening a repository with a dear key works as ever.
package scrypt

import (
	"errors"
	"time"
)

// Params are what scrypt is called with.
type Params struct {
	N       int
	R       int
	P       int
	SaltLen int
	DKLen   int
}

// DefaultParams are the cheapest that restic accepts.
var DefaultParams = Params{N: 2, R: 1, P: 1, SaltLen: 16, DKLen: 32}

// Calibrate takes the parameters as they are.
func Calibrate(_ time.Duration, _ int, params Params) (Params, error) {
	return params, nil
}

// Check refuses what scrypt itself would refuse.
func (p *Params) Check() error {
	if p.N <= 1 || p.N&(p.N-1) != 0 || p.R < 1 || p.P < 1 || p.SaltLen < 8 || p.DKLen < 16 {
		return errors.New("scrypt: the parameters provided are invalid")
	}
	return nil
}
