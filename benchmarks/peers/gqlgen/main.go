// gqlgen as its documentation shows it, with its cache of parsed documents, prepared statements and loaders.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"

	"gateway.example/peers/gqlgen/graph"
	"gateway.example/peers/gqlgen/reads"
)

//go:generate go tool gqlgen generate

func main() {
	database, err := reads.Open(os.Getenv("BENCH_DATABASE_KIND"), os.Getenv("BENCH_DATABASE"))
	if err != nil {
		log.Fatal(err)
	}
	var read reads.Reads = database
	if os.Getenv("BENCH_CACHE") == "on" {
		read = reads.NewCached(database)
	}
	server := handler.New(graph.NewExecutableSchema(graph.Config{Resolvers: &graph.Resolver{Reads: read}}))
	server.AddTransport(transport.POST{})
	server.SetQueryCache(lru.New[*ast.QueryDocument](1000))
	http.Handle("/graphql", graph.Identified(read, server))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
