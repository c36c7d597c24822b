// Package graph has the resolvers, and what gqlgen makes of the schema.
package graph

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math"

	"github.com/vikstrous/dataloadgen"

	"gateway.example/peers/gqlgen/graph/model"
	"gateway.example/peers/gqlgen/reads"
)

// Resolver has what all resolvers need.
type Resolver struct {
	Reads reads.Reads
}

func (r *Resolver) Query() QueryResolver       { return &queryResolver{r} }
func (r *Resolver) Task() TaskResolver         { return &taskResolver{} }
func (r *Resolver) TaskPage() TaskPageResolver { return &taskPageResolver{r} }

type (
	queryResolver    struct{ *Resolver }
	taskResolver     struct{}
	taskPageResolver struct{ *Resolver }
)

func (r *queryResolver) MyTasks(
	ctx context.Context, page, pageSize int, mjID *string, from, to *int64,
) (*model.TaskPage, error) {
	found, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	filters := model.Filters{UserID: found.ID, MjID: value(mjID), From: value(from), To: value(to)}
	return r.page(ctx, page, pageSize, filters)
}

func (r *queryResolver) AllTasks(
	ctx context.Context, page, pageSize int, mjID *string, from, to *int64, channelID *int,
) (*model.TaskPage, error) {
	if err := admin(ctx); err != nil {
		return nil, err
	}
	filters := model.Filters{ChannelID: value(channelID), MjID: value(mjID), From: value(from), To: value(to)}
	return r.page(ctx, page, pageSize, filters)
}

func (r *queryResolver) Tasks(ctx context.Context, first int, after *string) (*model.TaskConnection, error) {
	if err := admin(ctx); err != nil {
		return nil, err
	}
	before, err := decode(after)
	if err != nil {
		return nil, refusal("BAD_USER_INPUT", "after is no cursor.")
	}
	found, err := r.Reads.Before(ctx, before, first+1)
	if err != nil {
		return nil, err
	}
	return connection(found, first), nil
}

func (r *taskPageResolver) Total(ctx context.Context, page *model.TaskPage) (int, error) {
	return r.Reads.Count(ctx, page.Filters)
}

func (r *taskResolver) User(ctx context.Context, task *model.Task) (*model.User, error) {
	return existing(of(ctx).users.Load(ctx, task.UserID))
}

func (r *taskResolver) Channel(ctx context.Context, task *model.Task) (*model.Channel, error) {
	return existing(of(ctx).channels.Load(ctx, task.ChannelID))
}

func (r *Resolver) page(ctx context.Context, page, size int, filters model.Filters) (*model.TaskPage, error) {
	items, err := r.Reads.Page(ctx, filters, page, size)
	return &model.TaskPage{Items: items, Page: page, PageSize: size, Filters: filters}, err
}

func connection(found []*model.Task, first int) *model.TaskConnection {
	made := &model.TaskConnection{Nodes: found, PageInfo: &model.PageInfo{HasNextPage: len(found) > first}}
	if made.PageInfo.HasNextPage {
		made.Nodes = found[:first]
	}
	for _, task := range made.Nodes {
		made.Edges = append(made.Edges, &model.TaskEdge{Cursor: encode(task.DatabaseID), Node: task})
	}
	if len(made.Edges) > 0 {
		made.PageInfo.EndCursor = &made.Edges[len(made.Edges)-1].Cursor
	}
	return made
}

func encode(id int) string {
	return base64.URLEncoding.EncodeToString(fmt.Appendf(nil, "1:tasks:%d", id))
}

func decode(cursor *string) (id int64, err error) {
	if cursor == nil {
		return math.MaxInt64, nil
	}
	text, err := base64.URLEncoding.DecodeString(*cursor)
	if err == nil {
		_, err = fmt.Sscanf(string(text), "1:tasks:%d", &id)
	}
	return id, err
}

// A task may name a user or a channel that is no longer there.
func existing[T any](found *T, err error) (*T, error) {
	if errors.Is(err, dataloadgen.ErrNotFound) {
		return nil, nil
	}
	return found, err
}

func value[T any](given *T) (of T) {
	if given != nil {
		of = *given
	}
	return of
}
