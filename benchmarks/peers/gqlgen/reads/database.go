// Package reads has every query of this peer.
package reads

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"sync"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// Database reads through statements that are prepared once.
type Database struct {
	pool     *sql.DB
	prepared sync.Map
}

// Open connects to a database of a kind.
func Open(kind, address string) (*Database, error) {
	if kind != "sqlite" {
		return nil, fmt.Errorf("%s is no kind of database that this peer knows", kind)
	}
	pool, err := sql.Open("sqlite3", "file:"+address+"?mode=ro&_busy_timeout=5000&_query_only=1")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(2 * runtime.GOMAXPROCS(0))
	pool.SetMaxIdleConns(2 * runtime.GOMAXPROCS(0))
	return &Database{pool: pool}, nil
}

func (database *Database) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	if kept, found := database.prepared.Load(text); found {
		return kept.(*sql.Stmt), nil
	}
	made, err := database.pool.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if kept, found := database.prepared.LoadOrStore(text, made); found {
		made.Close()
		return kept.(*sql.Stmt), nil
	}
	return made, nil
}

func (database *Database) query(ctx context.Context, text string, values ...any) (*sql.Rows, error) {
	statement, err := database.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, values...)
}
