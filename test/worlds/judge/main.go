// Judge runs rule files over the samples of a simulated world: Prometheus' own rule groups, query engine and storage, as a
// library, on a simulated clock, so that days pass in seconds. It knows nothing of SLOs.
//
// Standard input holds JSON lines: first a Job, then one line for each series. Standard output gets a Line for each change
// of an alert, each answer to a query and each new error of a rule. See ../README.md.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
)

// version is set by the linker.
var version = "unknown"

func main() {
	if len(os.Args) > 1 {
		fmt.Printf("judge, version %s\n", version)
		return
	}
	// A judge lives for seconds, and most of what it allocates is samples that it keeps.
	debug.SetGCPercent(400)
	if err := judge(); err != nil {
		fmt.Fprintln(os.Stderr, "judge:", err)
		os.Exit(1)
	}
}

func judge() error {
	job, world, err := readInput(os.Stdin)
	if err != nil {
		return err
	}
	report := newReport(os.Stdout)
	errs := make([]error, len(job.RuleSets))
	var servers sync.WaitGroup
	for i := range job.RuleSets {
		servers.Add(1)
		go func() {
			defer servers.Done()
			errs[i] = runServer(&job, &job.RuleSets[i], &world, report)
		}()
	}
	servers.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func runServer(job *Job, set *RuleSet, world *World, report *Report) error {
	server, closeServer, err := newServer(job, set, world, report)
	if err != nil {
		return err
	}
	defer closeServer()
	return server.run(context.Background())
}
