package reads

import (
	"context"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"gateway.example/peers/gqlgen/graph/model"
)

// Reads is what resolvers read.
type Reads interface {
	Viewer(ctx context.Context, token string) (*Viewer, error)
	Page(ctx context.Context, filters model.Filters, page, size int) ([]*model.Task, error)
	Before(ctx context.Context, id int64, limit int) ([]*model.Task, error)
	Count(ctx context.Context, filters model.Filters) (int, error)
	Users(ctx context.Context, ids []int) (map[int]*model.User, error)
	Channels(ctx context.Context, ids []int) (map[int]*model.Channel, error)
}

// Cached keeps the viewer of a token and the totals for a second.
type Cached struct {
	Reads
	viewers *expirable.LRU[string, *Viewer]
	totals  *expirable.LRU[model.Filters, int]
}

// NewCached makes a cache before reads.
func NewCached(reads Reads) *Cached {
	return &Cached{
		Reads:   reads,
		viewers: expirable.NewLRU[string, *Viewer](10_000, nil, time.Second),
		totals:  expirable.NewLRU[model.Filters, int](10_000, nil, time.Second),
	}
}

// Viewer finds the user of a token.
func (cached *Cached) Viewer(ctx context.Context, token string) (*Viewer, error) {
	if viewer, found := cached.viewers.Get(token); found {
		return viewer, nil
	}
	viewer, err := cached.Reads.Viewer(ctx, token)
	if err == nil {
		cached.viewers.Add(token, viewer)
	}
	return viewer, err
}

// Count counts the tasks of a listing.
func (cached *Cached) Count(ctx context.Context, filters model.Filters) (int, error) {
	if total, found := cached.totals.Get(filters); found {
		return total, nil
	}
	total, err := cached.Reads.Count(ctx, filters)
	if err == nil {
		cached.totals.Add(filters, total)
	}
	return total, err
}
