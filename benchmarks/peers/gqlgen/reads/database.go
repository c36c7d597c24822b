// Package reads has every query of this peer.
package reads

import (
	"context"
	"fmt"
)

// Database reads from one of its kinds.
type Database struct {
	connected
}

type connected interface {
	query(ctx context.Context, text string, values []any, use func(row) error) error
}

type row interface {
	Scan(values ...any) error
}

type rows interface {
	row
	Next() bool
	Err() error
}

// Open connects to a database of a kind.
func Open(kind, address string) (*Database, error) {
	open := map[string]func(string) (connected, error){"sqlite": openSQLite, "postgresql": openPostgreSQL}[kind]
	if open == nil {
		return nil, fmt.Errorf("%s is no kind of database that this peer knows", kind)
	}
	made, err := open(address)
	return &Database{made}, err
}

func each(found rows, use func(row) error) error {
	for found.Next() {
		if err := use(found); err != nil {
			return err
		}
	}
	return found.Err()
}
