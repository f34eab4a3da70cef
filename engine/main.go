// Replay evaluates rule files over history: Prometheus' own rules, query engine and storage, as a library, on the clock of the
// samples. It knows nothing of SLOs.
//
// Standard input holds commands, one JSON object a line (see command.go); standard output gets a JSON object a line for each
// change of an alert, each answer and each error (see output.go). It reads the folder it is given and writes nowhere else than
// into a temporary folder, which it removes, and into the folder for blocks.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/prometheus/prometheus/promql/parser"
)

// version is set by the linker: that of the Prometheus that is linked in.
var version = "unknown"

// Most of what is allocated lives for one chunk of time; above this the collector works harder.
const memoryGoal = 700 << 20

func main() {
	if len(os.Args) > 1 {
		fmt.Printf("replay, Prometheus %s\n", version)
		return
	}
	debug.SetGCPercent(200)
	debug.SetMemoryLimit(memoryGoal)
	parser.EnableExperimentalFunctions = true
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := serve(ctx, os.Stdin, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(ctx context.Context, input io.Reader, output io.Writer) error {
	folder, err := os.MkdirTemp("", "slo-replay-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	session := &session{folder: folder, out: newOutput(output), results: map[string]*ruleSet{}}
	defer session.close()
	lines := make(chan command)
	failed := make(chan error, 1)
	go read(input, lines, failed)
	for {
		select {
		case <-ctx.Done():
			return errors.New("interrupted")
		case err := <-failed:
			return err
		case one, isOpen := <-lines:
			if !isOpen {
				return nil
			}
			if err := session.do(ctx, one); err != nil {
				return err
			}
		}
	}
}

func read(input io.Reader, lines chan<- command, failed chan<- error) {
	decoder := json.NewDecoder(bufio.NewReaderSize(input, 1<<20))
	for {
		var one command
		err := decoder.Decode(&one)
		if err == io.EOF {
			close(lines)
			return
		}
		if err != nil {
			failed <- fmt.Errorf("a command: %w", err)
			return
		}
		lines <- one
	}
}
