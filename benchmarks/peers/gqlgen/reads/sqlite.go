package reads

import (
	"context"
	"database/sql"
	"runtime"
	"sync"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// sqlite reads through statements that are prepared once.
type sqlite struct {
	pool     *sql.DB
	prepared sync.Map
}

func openSQLite(file string) (connected, error) {
	pool, err := sql.Open("sqlite3", "file:"+file+"?mode=ro&_busy_timeout=5000&_query_only=1")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(2 * runtime.GOMAXPROCS(0))
	pool.SetMaxIdleConns(2 * runtime.GOMAXPROCS(0))
	return &sqlite{pool: pool}, nil
}

func (database *sqlite) query(ctx context.Context, text string, values []any, use func(row) error) error {
	statement, err := database.statement(ctx, text)
	if err != nil {
		return err
	}
	found, err := statement.QueryContext(ctx, values...)
	if err != nil {
		return err
	}
	defer found.Close()
	return each(found, use)
}

func (database *sqlite) statement(ctx context.Context, text string) (*sql.Stmt, error) {
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
