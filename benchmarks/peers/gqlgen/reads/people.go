package reads

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"gateway.example/peers/gqlgen/graph/model"
)

// Viewer is who asks.
type Viewer struct {
	ID   int
	Role int
}

const viewer = `SELECT id, role FROM users WHERE access_token = ? AND status = 1 AND deleted_at IS NULL`

// Viewer finds the user of a token, nil where there is none.
func (database *Database) Viewer(ctx context.Context, token string) (*Viewer, error) {
	statement, err := database.statement(ctx, viewer)
	if err != nil {
		return nil, err
	}
	found := &Viewer{}
	err = statement.QueryRowContext(ctx, token).Scan(&found.ID, &found.Role)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return found, err
}

// Users reads users by their ids.
func (database *Database) Users(ctx context.Context, ids []int) (map[int]*model.User, error) {
	found := make(map[int]*model.User, len(ids))
	err := database.named(ctx, "SELECT id, username FROM users WHERE id IN ", ids, func(id int, name string) {
		found[id] = &model.User{DatabaseID: id, Username: name}
	})
	return found, err
}

// Channels reads channels by their ids.
func (database *Database) Channels(ctx context.Context, ids []int) (map[int]*model.Channel, error) {
	found := make(map[int]*model.Channel, len(ids))
	err := database.named(ctx, "SELECT id, name FROM channels WHERE id IN ", ids, func(id int, name string) {
		found[id] = &model.Channel{DatabaseID: id, Name: name}
	})
	return found, err
}

func (database *Database) named(ctx context.Context, text string, ids []int, keep func(int, string)) error {
	values := make([]any, len(ids))
	for index, id := range ids {
		values[index] = id
	}
	rows, err := database.query(ctx, text+"(?"+strings.Repeat(", ?", len(ids)-1)+")", values...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		keep(id, name)
	}
	return rows.Err()
}
