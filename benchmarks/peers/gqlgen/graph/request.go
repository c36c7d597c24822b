package graph

import (
	"context"
	"net/http"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vikstrous/dataloadgen"

	"gateway.example/peers/gqlgen/graph/model"
	"gateway.example/peers/gqlgen/reads"
)

const adminRole = 10

type key struct{}

// request is what the resolvers of one request share.
type request struct {
	viewer   *reads.Viewer
	users    *dataloadgen.Loader[int, *model.User]
	channels *dataloadgen.Loader[int, *model.Channel]
}

// Identified finds the viewer of each request, and makes its loaders.
func Identified(read reads.Reads, next http.Handler) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, asked *http.Request) {
		token := strings.TrimPrefix(asked.Header.Get("Authorization"), "Bearer ")
		viewer, err := read.Viewer(asked.Context(), token)
		if err != nil {
			http.Error(answer, "The users can't be read.", http.StatusServiceUnavailable)
			return
		}
		shared := &request{viewer, dataloadgen.NewMappedLoader(read.Users), dataloadgen.NewMappedLoader(read.Channels)}
		next.ServeHTTP(answer, asked.WithContext(context.WithValue(asked.Context(), key{}, shared)))
	})
}

func of(ctx context.Context) *request {
	return ctx.Value(key{}).(*request)
}

func viewer(ctx context.Context) (*reads.Viewer, error) {
	if found := of(ctx).viewer; found != nil {
		return found, nil
	}
	return nil, refusal("UNAUTHENTICATED", "Sign in first.")
}

func admin(ctx context.Context) error {
	found, err := viewer(ctx)
	if err == nil && found.Role < adminRole {
		return refusal("FORBIDDEN", "This is for admins.")
	}
	return err
}

func refusal(code, message string) error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code}}
}
