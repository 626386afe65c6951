//go:build ignore

// Fills in what real go-cty writes for each value in tests/cases/values: `msgpack` (hex) and `json`, and checks
// that go-cty reads each spelling under `also` as the same value. A new vector is a name, a type and a value;
// this program adds the rest. `open` says what another implementation may do differently: "order", that of a set
// of anything but primitives, and "digits", those of a number beyond the 512 bits to which go-cty cuts its JSON.
//
// Made with go-cty 1.12.1 and Go 1.19, Debian 12's golang-github-zclconf-go-cty-dev and golang-go:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run tests/tools/golden_values.go [--check] tests/cases/values
//
// With --check nothing is written and a difference ends with status 1.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"
)

type vector struct {
	Name    string          `json:"name"`
	Type    json.RawMessage `json:"type"`
	Value   json.RawMessage `json:"value"`
	Open    string          `json:"open,omitempty"`
	Also    []string        `json:"also,omitempty"`
	Msgpack string          `json:"msgpack"`
	JSON    *string         `json:"json,omitempty"`
}

func main() {
	arguments := os.Args[1:]
	check := arguments[0] == "--check"
	if check {
		arguments = arguments[1:]
	}
	paths, err := filepath.Glob(filepath.Join(arguments[0], "*.json"))
	must(err)
	different := false
	for _, path := range paths {
		if filepath.Base(path) == "refused.json" {
			continue
		}
		before, err := os.ReadFile(path)
		must(err)
		var vectors []vector
		must(json.Unmarshal(before, &vectors))
		for i := range vectors {
			fill(&vectors[i])
		}
		var after bytes.Buffer
		encoder := json.NewEncoder(&after)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", " ")
		must(encoder.Encode(vectors))
		if bytes.Equal(before, after.Bytes()) {
			continue
		}
		different = true
		if check {
			fmt.Fprintln(os.Stderr, "differs from what go-cty writes:", path)
		} else {
			must(os.WriteFile(path, after.Bytes(), 0o644))
		}
	}
	if check && different {
		os.Exit(1)
	}
}

func fill(v *vector) {
	var ty cty.Type
	must(json.Unmarshal(v.Type, &ty))
	value := describe(v.Value, ty)
	packed, err := msgpack.Marshal(value, ty)
	must(err)
	v.Msgpack = hex.EncodeToString(packed)
	v.JSON = nil
	if value.IsWhollyKnown() {
		text, err := ctyjson.Marshal(value, ty)
		must(err)
		written := string(text)
		v.JSON = &written
	}
	for _, spelling := range v.Also {
		bytes, err := hex.DecodeString(spelling)
		must(err)
		read, err := msgpack.Unmarshal(bytes, ty)
		must(err)
		if !read.RawEquals(value) {
			panic(fmt.Sprintf("%s: go-cty reads %s as %#v, not as %#v", v.Name, spelling, read, value))
		}
	}
}

// describe builds a value from its description: null, "unknown" or one tag with the content.
func describe(description json.RawMessage, ty cty.Type) cty.Value {
	switch string(description) {
	case "null":
		return cty.NullVal(ty)
	case `"unknown"`:
		return cty.UnknownVal(ty)
	}
	var tagged map[string]json.RawMessage
	must(json.Unmarshal(description, &tagged))
	for tag, content := range tagged {
		switch tag {
		case "bool":
			var value bool
			must(json.Unmarshal(content, &value))
			return cty.BoolVal(value)
		case "number":
			var value string
			must(json.Unmarshal(content, &value))
			return cty.MustParseNumberVal(value)
		case "string":
			var value string
			must(json.Unmarshal(content, &value))
			return cty.StringVal(value)
		case "list", "set":
			var parts []json.RawMessage
			must(json.Unmarshal(content, &parts))
			var values []cty.Value
			for _, part := range parts {
				values = append(values, describe(part, ty.ElementType()))
			}
			switch {
			case tag == "list" && len(values) == 0:
				return cty.ListValEmpty(ty.ElementType())
			case tag == "list":
				return cty.ListVal(values)
			case len(values) == 0:
				return cty.SetValEmpty(ty.ElementType())
			default:
				return cty.SetVal(values)
			}
		case "tuple":
			var parts []json.RawMessage
			must(json.Unmarshal(content, &parts))
			var values []cty.Value
			for i, part := range parts {
				values = append(values, describe(part, ty.TupleElementType(i)))
			}
			return cty.TupleVal(values)
		case "map", "object":
			var parts map[string]json.RawMessage
			must(json.Unmarshal(content, &parts))
			values := map[string]cty.Value{}
			for key, part := range parts {
				if tag == "map" {
					values[key] = describe(part, ty.ElementType())
				} else {
					values[key] = describe(part, ty.AttributeType(key))
				}
			}
			switch {
			case tag == "object":
				return cty.ObjectVal(values)
			case len(values) == 0:
				return cty.MapValEmpty(ty.ElementType())
			default:
				return cty.MapVal(values)
			}
		case "dynamic":
			var inner struct {
				Type  cty.Type        `json:"type"`
				Value json.RawMessage `json:"value"`
			}
			must(json.Unmarshal(content, &inner))
			return describe(inner.Value, inner.Type)
		}
	}
	panic("not a description: " + string(description))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
