// Package model has the types of the schema; those that gqlgen can't know of are written here.
package model

// Task is a row of `midjourneys`, with the ids of its user and its channel.
type Task struct {
	DatabaseID int
	UserID     int
	ChannelID  int
	MjID       string
	Action     TaskAction
	Status     TaskStatus
	Progress   string
	Prompt     string
	ImageURL   *string
	SubmitTime int64
}

// TaskPage is a page of a listing; its total is counted where it is asked for.
type TaskPage struct {
	Items    []*Task
	Page     int
	PageSize int
	Filters  Filters
}

// Filters narrow a listing; a zero is no filter.
type Filters struct {
	UserID    int
	ChannelID int
	MjID      string
	From      int64
	To        int64
}
