package manifest

import (
	"bytes"
	"errors"
	"reflect"
	"unicode/utf16"
	"unicode/utf8"

	kubejson "k8s.io/apimachinery/pkg/util/json"
	sigs "sigs.k8s.io/yaml"
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// plainText returns the UTF-8 text of a chunk without its byte order mark. Of
// UTF-16, kubectl reads the big-endian form alone: it cuts lines before it
// decodes, and a line feed in little-endian form then lacks its other half.
func plainText(text []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(text, byteOrderMark):
		return text[len(byteOrderMark):], nil
	case bytes.HasPrefix(text, []byte("\xff\xfe")):
		return nil, errors.New("UTF-16 text, which kubectl cannot read: save it as UTF-8")
	case bytes.HasPrefix(text, []byte("\xfe\xff")):
		return utf16Text(text[2:])
	}
	return text, nil
}

func utf16Text(text []byte) ([]byte, error) {
	if len(text)%2 != 0 || !bytes.HasSuffix(text, []byte("\x00\n")) {
		return nil, errors.New("UTF-16 text without a line break at its end, which kubectl cannot read: save it as UTF-8")
	}
	plain := make([]byte, 0, len(text))
	for i := 0; i < len(text); i += 2 {
		r := rune(text[i])<<8 | rune(text[i+1])
		if utf16.IsSurrogate(r) {
			low := rune(0)
			if i+3 < len(text) {
				low = rune(text[i+2])<<8 | rune(text[i+3])
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return nil, errors.New("UTF-16 text with half a character: save it as UTF-8")
			}
			i += 2
		}
		plain = utf8.AppendRune(plain, r)
	}
	return plain, nil
}

// kubectlReading settles the value of a document that holds a byte order mark
// after its beginning. The parser behind kubectl skips characters there that
// depend on how its buffer happens to be filled, so it is asked itself.
func (d *decoder) kubectlReading(text []byte, value any) (any, error) {
	if !bytes.Contains(text, byteOrderMark) {
		return value, nil
	}
	const advice = "a byte order mark inside the text, around which kubectl reads other things than stand there: remove it"
	if len(text) > 1<<20 {
		return nil, errors.New(advice)
	}
	encoded, err := sigs.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	var read any
	if err := kubejson.Unmarshal(encoded, &read); err != nil {
		return nil, err
	}
	if !reflect.DeepEqual(read, value) {
		return nil, errors.New(advice)
	}
	return value, nil
}
