package manifest

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Kubernetes reads YAML by turning it into JSON with sigs.k8s.io/yaml, which
// resolves plain scalars by the rules of YAML 1.1 as go.yaml.in/yaml/v2 has
// them, and then reads numbers from that JSON as int64 when they are written
// without a point and fit, and as float64 otherwise. The functions below give
// the outcome of both steps at once.

const tagPrefix = "tag:yaml.org,2002:"

// The tags that take part in the resolution of a scalar, in their long form.
const (
	stringTag    = tagPrefix + "str"
	booleanTag   = tagPrefix + "bool"
	integerTag   = tagPrefix + "int"
	floatTag     = tagPrefix + "float"
	nullTag      = tagPrefix + "null"
	timestampTag = tagPrefix + "timestamp"
	binaryTag    = tagPrefix + "binary"
	mergeTag     = tagPrefix + "merge"
)

// resolve returns the value of a scalar with the given tag (empty when there
// is none): string, bool, int64, uint64, float64 or nil. Text is given twice,
// because most scalars are strings and making an interface value costs an
// allocation. Plain is false for a scalar in quotes or in block style.
func resolve(tag, text string, asString any, plain bool) (any, error) {
	switch tag {
	case "":
		if !plain {
			return asString, nil
		}
		value, _ := resolvePlain(text, asString, true)
		return value, nil
	case stringTag:
		return asString, nil
	case binaryTag:
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, errors.New("a !!binary value is not valid base64")
		}
		return validUTF8(string(data)), nil
	case booleanTag, integerTag, floatTag, nullTag, timestampTag:
		value, found := resolvePlain(text, asString, tag == timestampTag)
		if found == tag {
			return value, nil
		}
		if integer, ok := value.(int64); ok && tag == floatTag {
			return float64(integer), nil
		}
		return nil, fmt.Errorf("%.40q cannot be read as !!%s", text, strings.TrimPrefix(tag, tagPrefix))
	}
	return asString, nil // an unknown tag makes a string
}

// resolvePlain resolves an untagged plain scalar and names the tag that it
// would have had to carry. Timestamps stay strings.
func resolvePlain(text string, asString any, timestamps bool) (any, string) {
	if text == "" {
		return nil, nullTag
	}
	switch c := text[0]; {
	case c >= '0' && c <= '9' || c == '-' || c == '+':
		if c > '9' || c < '0' {
			if value, ok := infinity(text); ok {
				return value, floatTag
			}
		}
		return resolveNumber(text, asString, timestamps)
	case c == '.':
		if value, ok := infinity(text); ok {
			return value, floatTag
		}
		if value, err := strconv.ParseFloat(text, 64); err == nil {
			return value, floatTag
		}
	case len(text) <= 5 && strings.IndexByte("yYnNtTfFoO~", c) >= 0:
		switch text {
		case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
			return true, booleanTag
		case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
			return false, booleanTag
		case "~", "null", "Null", "NULL":
			return nil, nullTag
		}
	}
	return asString, stringTag
}

func infinity(text string) (float64, bool) {
	switch text {
	case ".nan", ".NaN", ".NAN":
		return math.NaN(), true
	case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF":
		return math.Inf(1), true
	case "-.inf", "-.Inf", "-.INF":
		return math.Inf(-1), true
	}
	return 0, false
}

// resolveNumber resolves what begins with a digit or a sign.
func resolveNumber(text string, asString any, timestamps bool) (any, string) {
	if timestamps && isTimestamp(text) {
		return asString, timestampTag
	}
	plain := text
	if strings.IndexByte(text, '_') >= 0 {
		plain = strings.ReplaceAll(text, "_", "")
	}
	if !numberLetters(plain) {
		return asString, stringTag
	}
	if value, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return value, integerTag
	}
	if value, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return value, integerTag
	}
	if isDecimal(plain) {
		if value, err := strconv.ParseFloat(plain, 64); err == nil {
			return value, floatTag
		}
	}
	// A sign may follow the prefix of a binary number.
	if digits, ok := strings.CutPrefix(plain, "0b"); ok {
		if value, err := strconv.ParseInt(digits, 2, 64); err == nil {
			return value, integerTag
		}
	} else if digits, ok := strings.CutPrefix(plain, "-0b"); ok {
		if value, err := strconv.ParseInt("-"+digits, 2, 64); err == nil {
			return value, integerTag
		}
	}
	return asString, stringTag
}

// numberLetters reports whether text has only characters that a number may
// have, which spares most strings (addresses, quantities, versions) the cost
// of failing to parse.
func numberLetters(text string) bool {
	points := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9', c == '+', c == '-', c >= 'a' && c <= 'f', c >= 'A' && c <= 'F',
			c == 'x', c == 'X', c == 'o', c == 'O':
		case c == '.':
			points++
		default:
			return false
		}
	}
	return points <= 1
}

// isDecimal matches [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
func isDecimal(text string) bool {
	if text != "" && (text[0] == '-' || text[0] == '+') {
		text = text[1:]
	}
	whole := countDigits(text)
	text = text[whole:]
	if text != "" && text[0] == '.' {
		fraction := countDigits(text[1:])
		if whole+fraction == 0 {
			return false
		}
		text = text[1+fraction:]
	} else if whole == 0 {
		return false
	}
	if text == "" {
		return true
	}
	if text[0] != 'e' && text[0] != 'E' {
		return false
	}
	text = text[1:]
	if text != "" && (text[0] == '-' || text[0] == '+') {
		text = text[1:]
	}
	return text != "" && countDigits(text) == len(text)
}

func countDigits(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

var timestampLayouts = [...]string{
	"2006-1-2T15:4:5.999999999Z07:00", "2006-1-2t15:4:5.999999999Z07:00", "2006-1-2 15:4:5.999999999", "2006-1-2",
}

func isTimestamp(text string) bool {
	if len(text) < 6 || text[4] != '-' || countDigits(text) != 4 {
		return false
	}
	for _, layout := range timestampLayouts {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

// jsonNumber returns a resolved value as it is after its way through JSON, or
// an error for what JSON cannot express.
func jsonNumber(value any) (any, error) {
	switch number := value.(type) {
	case uint64:
		return float64(number), nil // only what does not fit into int64 resolves to uint64
	case float64:
		if math.IsNaN(number) || math.IsInf(number, 0) {
			return nil, fmt.Errorf("%v is not a value that Kubernetes accepts", number)
		}
		if math.Trunc(number) == number && math.Abs(number) < 1e21 {
			// JSON has no point in it then, so that it is read as an integer.
			if integer, err := strconv.ParseInt(strconv.FormatFloat(number, 'f', -1, 64), 10, 64); err == nil {
				return integer, nil
			}
		}
	}
	return value, nil
}

// keyText returns the field name that a resolved key becomes.
func keyText(key any) (string, error) {
	switch key := key.(type) {
	case string:
		return key, nil
	case bool:
		return strconv.FormatBool(key), nil
	case int64:
		return strconv.FormatInt(key, 10), nil
	case float64:
		text := strconv.FormatFloat(key, 'g', -1, 32)
		switch text {
		case "+Inf":
			text = ".inf"
		case "-Inf":
			text = "-.inf"
		case "NaN":
			text = ".nan"
		}
		return text, nil
	case nil:
		return "", errors.New("null is not a valid field name")
	}
	return "", fmt.Errorf("%v is not a valid field name", key)
}

// validUTF8 replaces every byte that is not part of a UTF-8 sequence, as
// JSON does.
func validUTF8(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	var valid strings.Builder
	for _, r := range text {
		valid.WriteRune(r)
	}
	return valid.String()
}
