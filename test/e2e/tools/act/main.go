// Holds each file that it is named against the schema of workflows that runners go by, and says what that refuses.
package main

import (
	"fmt"
	"os"

	"github.com/nektos/act/pkg/schema"
	"gopkg.in/yaml.v3"
)

func main() {
	refused := 0
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		if err == nil {
			err = check(text)
		}
		if err != nil {
			refused++
			fmt.Printf("%s: %v\n", path, err)
		}
	}
	os.Exit(min(refused, 1))
}

func check(text []byte) error {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return err
	}
	strict := schema.Node{Definition: "workflow-root-strict", Schema: schema.GetWorkflowSchema()}
	return strict.UnmarshalYAML(&document)
}
