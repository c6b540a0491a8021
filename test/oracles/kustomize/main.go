// The oracle of the Kustomize builds: what Kustomize's own library makes of a folder.
//
//	main build   reads one folder a line from standard input and answers each with one line of JSON:
//	             {"folder": …, "objects": […]} or {"folder": …, "error": …}
//	main tables  prints what Kustomize knows of the built-in kinds: how lists merge, and which kinds have no namespace
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func main() {
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	switch {
	case len(os.Args) == 2 && os.Args[1] == "build":
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			must(encoder.Encode(build(lines.Text())))
			must(out.Flush())
		}
		must(lines.Err())
	case len(os.Args) > 2 && os.Args[1] == "tables":
		must(encoder.Encode(tables(os.Args[2:])))
	default:
		fmt.Fprintln(os.Stderr, "usage: main build <folders | main tables apiVersion/Kind…")
		os.Exit(2)
	}
}

type answer struct {
	Folder  string            `json:"folder"`
	Objects []json.RawMessage `json:"objects,omitempty"`
	Error   string            `json:"error,omitempty"`
}

func build(folder string) answer {
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return answer{Folder: folder, Error: err.Error()}
	}
	result := answer{Folder: folder, Objects: []json.RawMessage{}}
	for _, resource := range built.Resources() {
		object, err := resource.MarshalJSON()
		if err != nil {
			return answer{Folder: folder, Error: err.Error()}
		}
		result.Objects = append(result.Objects, object)
	}
	return result
}

type table struct {
	// Merges: "apiVersion/Kind" → path → merge keys, comma separated ("" where the items are scalars).
	Merges map[string]map[string]string `json:"merges"`
	// ClusterScoped: the kinds that certainly have no namespace.
	ClusterScoped []string `json:"clusterScoped"`
}

func tables(kinds []string) table {
	result := table{Merges: map[string]map[string]string{}, ClusterScoped: []string{}}
	for _, name := range kinds {
		at := strings.LastIndex(name, "/")
		meta := yaml.TypeMeta{APIVersion: name[:at], Kind: name[at+1:]}
		if openapi.IsCertainlyClusterScoped(meta) {
			result.ClusterScoped = append(result.ClusterScoped, name)
		}
		if schema := openapi.SchemaForResourceType(meta); schema != nil {
			found := map[string]string{}
			walk(schema, nil, 0, found)
			result.Merges[name] = found
		}
	}
	sort.Strings(result.ClusterScoped)
	return result
}

func walk(schema *openapi.ResourceSchema, path []string, depth int, found map[string]string) {
	if schema == nil || depth > 24 {
		return
	}
	names := []string{}
	for name := range schema.Schema.Properties {
		names = append(names, name)
	}
	for _, name := range names {
		field := schema.Field(name)
		if field == nil {
			continue
		}
		at := append(append([]string{}, path...), name)
		strategy, keys := field.PatchStrategyAndKeyList()
		for _, one := range strings.Split(strategy, ",") {
			if one == "merge" && len(field.Schema.Type) == 1 && field.Schema.Type[0] == "array" {
				found[strings.Join(at, ".")] = strings.Join(keys, ",")
				walk(field.Elements(), at, depth+1, found)
			}
		}
		walk(field, at, depth+1, found)
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
