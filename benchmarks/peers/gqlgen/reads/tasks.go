package reads

import (
	"context"
	"fmt"
	"strings"

	"gateway.example/peers/gqlgen/graph/model"
)

const (
	columns = `id, user_id, channel_id, mj_id, action, status, progress, prompt, nullif(image_url, ''), submit_time`
	tasks   = `SELECT ` + columns + ` FROM midjourneys`
	// Below it a time is seconds.
	firstMilliseconds = 100_000_000_000
)

// Page reads tasks of a listing, newest first.
func (database *Database) Page(ctx context.Context, filters model.Filters, page, size int) ([]*model.Task, error) {
	where, values := clauses(filters)
	text := fmt.Sprintf("%s%s ORDER BY id DESC LIMIT $%d OFFSET $%d", tasks, where, len(values)+1, len(values)+2)
	return database.tasks(ctx, size, text, append(values, size, (page-1)*size)...)
}

// Before reads the tasks before one, newest first.
func (database *Database) Before(ctx context.Context, id int64, limit int) ([]*model.Task, error) {
	return database.tasks(ctx, limit, tasks+" WHERE id < $1 ORDER BY id DESC LIMIT $2", id, limit)
}

// Count counts the tasks of a listing.
func (database *Database) Count(ctx context.Context, filters model.Filters) (total int, err error) {
	where, values := clauses(filters)
	err = database.query(ctx, "SELECT count(*) FROM midjourneys"+where, values, func(row row) error {
		return row.Scan(&total)
	})
	return total, err
}

func (database *Database) tasks(ctx context.Context, size int, text string, values ...any) ([]*model.Task, error) {
	found := make([]*model.Task, 0, size)
	err := database.query(ctx, text, values, func(row row) error {
		task, err := read(row)
		found = append(found, task)
		return err
	})
	return found, err
}

func read(row row) (*model.Task, error) {
	task := &model.Task{}
	err := row.Scan(&task.DatabaseID, &task.UserID, &task.ChannelID, &task.MjID, &task.Action, &task.Status,
		&task.Progress, &task.Prompt, &task.ImageURL, &task.SubmitTime)
	if !task.Action.IsValid() {
		task.Action = model.TaskActionUnknown
	}
	if !task.Status.IsValid() {
		task.Status = model.TaskStatusUnknown
	}
	return task, err
}

func clauses(filters model.Filters) (string, []any) {
	var given []string
	var values []any
	add := func(clause string, value any) {
		values = append(values, value)
		given = append(given, fmt.Sprintf("%s $%d", clause, len(values)))
	}
	if filters.UserID != 0 {
		add("user_id =", filters.UserID)
	}
	if filters.ChannelID != 0 {
		add("channel_id =", filters.ChannelID)
	}
	if filters.MjID != "" {
		add("mj_id =", filters.MjID)
	}
	if filters.From != 0 {
		add("submit_time >=", milliseconds(filters.From))
	}
	if filters.To != 0 {
		add("submit_time <=", milliseconds(filters.To))
	}
	if given == nil {
		return "", nil
	}
	return " WHERE " + strings.Join(given, " AND "), values
}

func milliseconds(time int64) int64 {
	if time < firstMilliseconds {
		return time * 1000
	}
	return time
}
