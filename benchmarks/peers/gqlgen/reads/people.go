package reads

import (
	"context"
	"strconv"
	"strings"

	"gateway.example/peers/gqlgen/graph/model"
)

// Viewer is who asks.
type Viewer struct {
	ID   int
	Role int
}

const viewer = `SELECT id, role FROM users WHERE access_token = $1 AND status = 1 AND deleted_at IS NULL`

// Viewer finds the user of a token, nil where there is none.
func (database *Database) Viewer(ctx context.Context, token string) (found *Viewer, err error) {
	err = database.query(ctx, viewer, []any{token}, func(row row) error {
		found = &Viewer{}
		return row.Scan(&found.ID, &found.Role)
	})
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
	values, places := make([]any, len(ids)), make([]string, len(ids))
	for index, id := range ids {
		values[index], places[index] = id, "$"+strconv.Itoa(index+1)
	}
	return database.query(ctx, text+"("+strings.Join(places, ", ")+")", values, func(row row) error {
		var id int
		var name string
		err := row.Scan(&id, &name)
		keep(id, name)
		return err
	})
}
