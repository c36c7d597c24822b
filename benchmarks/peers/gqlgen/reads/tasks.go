package reads

import (
	"context"
	"database/sql"
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
	text := tasks + where + " ORDER BY id DESC LIMIT ? OFFSET ?"
	return database.tasks(ctx, size, text, append(values, size, (page-1)*size)...)
}

// Before reads the tasks before one, newest first.
func (database *Database) Before(ctx context.Context, id int64, limit int) ([]*model.Task, error) {
	return database.tasks(ctx, limit, tasks+" WHERE id < ? ORDER BY id DESC LIMIT ?", id, limit)
}

// Count counts the tasks of a listing.
func (database *Database) Count(ctx context.Context, filters model.Filters) (total int, err error) {
	where, values := clauses(filters)
	statement, err := database.statement(ctx, "SELECT count(*) FROM midjourneys"+where)
	if err != nil {
		return 0, err
	}
	err = statement.QueryRowContext(ctx, values...).Scan(&total)
	return total, err
}

func (database *Database) tasks(ctx context.Context, size int, text string, values ...any) ([]*model.Task, error) {
	rows, err := database.query(ctx, text, values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := make([]*model.Task, 0, size)
	for rows.Next() {
		task, err := read(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, task)
	}
	return found, rows.Err()
}

func read(rows *sql.Rows) (*model.Task, error) {
	task := &model.Task{}
	err := rows.Scan(&task.DatabaseID, &task.UserID, &task.ChannelID, &task.MjID, &task.Action, &task.Status,
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
		given, values = append(given, clause), append(values, value)
	}
	if filters.UserID != 0 {
		add("user_id = ?", filters.UserID)
	}
	if filters.ChannelID != 0 {
		add("channel_id = ?", filters.ChannelID)
	}
	if filters.MjID != "" {
		add("mj_id = ?", filters.MjID)
	}
	if filters.From != 0 {
		add("submit_time >= ?", milliseconds(filters.From))
	}
	if filters.To != 0 {
		add("submit_time <= ?", milliseconds(filters.To))
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
