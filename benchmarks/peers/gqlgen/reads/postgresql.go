package reads

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// As many as the pools of the other peers have.
const connections = 10

// postgresql reads through pgx's own pool, whose connections keep the statements prepared.
type postgresql struct {
	pool *pgxpool.Pool
}

func openPostgreSQL(url string) (connected, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.MaxConns = connections
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	return &postgresql{pool}, err
}

func (database *postgresql) query(ctx context.Context, text string, values []any, use func(row) error) error {
	found, err := database.pool.Query(ctx, text, values...)
	if err != nil {
		return err
	}
	defer found.Close()
	return each(found, use)
}
