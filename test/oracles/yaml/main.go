// The oracle of the YAML reader: what kubectl reads. It splits as kubectl does (k8s.io/apimachinery/pkg/util/yaml) and reads each
// document with sigs.k8s.io/yaml.
//
// Requests come on stdin: one letter, four bytes of length (big endian), the text.
//
//	f  a file: split, then every document
//	d  one document, not split
//	j  a JSON file, read with encoding/json
//
// Answers go to stdout: four bytes of length, then JSON: [{"value": …} or {"error": "…"}, …], one for each document. Numbers come as
// strings: U+0000, "n", the literal; strings that begin with U+0000 get one more in front.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"log"
	"os"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

type answer struct {
	Value any    `json:"value"`
	Error string `json:"error,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		mode, err := in.ReadByte()
		if err == io.EOF {
			return
		}
		check(err)
		var length uint32
		check(binary.Read(in, binary.BigEndian, &length))
		text := make([]byte, length)
		_, err = io.ReadFull(in, text)
		check(err)
		reply, err := json.Marshal(read(mode, text))
		check(err)
		check(binary.Write(out, binary.BigEndian, uint32(len(reply))))
		_, err = out.Write(reply)
		check(err)
		if in.Buffered() == 0 {
			check(out.Flush())
		}
	}
}

func read(mode byte, text []byte) []answer {
	switch mode {
	case 'j':
		return []answer{decode(text, nil)}
	case 'd':
		return []answer{decode(yaml.YAMLToJSON(text))}
	}
	answers := []answer{}
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := reader.Read()
		if err == io.EOF {
			return answers
		}
		if err != nil {
			return append(answers, answer{Error: "split: " + err.Error()})
		}
		answers = append(answers, decode(yaml.YAMLToJSON(document)))
	}
}

func decode(text []byte, err error) answer {
	if err != nil {
		return answer{Error: err.Error()}
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return answer{Error: err.Error()}
	}
	if _, err := decoder.Token(); err != io.EOF {
		return answer{Error: "more than one JSON value"}
	}
	return answer{Value: mark(value)}
}

func mark(value any) any {
	switch v := value.(type) {
	case json.Number:
		return "\x00n" + v.String()
	case string:
		if len(v) > 0 && v[0] == 0 {
			return "\x00" + v
		}
	case []any:
		for i := range v {
			v[i] = mark(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = mark(v[k])
		}
	}
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
