package cluster

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func decodeString(d *decoding, value any, into reflect.Value) {
	switch value := value.(type) {
	case string:
		into.SetString(value)
	case nil:
	default:
		d.mismatch("a string", value)
	}
}

func decodeBool(d *decoding, value any, into reflect.Value) {
	switch value := value.(type) {
	case bool:
		into.SetBool(value)
	case nil:
	default:
		d.mismatch("a boolean", value)
	}
}

func decodeInteger(d *decoding, value any, into reflect.Value) {
	if value == nil {
		return
	}
	number, ok := integer(value)
	switch {
	case !ok:
		d.mismatch("an integer", value)
	case into.OverflowInt(number):
		d.problem(fmt.Sprintf("expected an integer of %d bits, found a larger one", into.Type().Bits()))
	default:
		into.SetInt(number)
	}
}

func decodeUnsigned(d *decoding, value any, into reflect.Value) {
	if value == nil {
		return
	}
	number, ok := integer(value)
	switch {
	case !ok:
		d.mismatch("an integer", value)
	case number < 0 || into.OverflowUint(uint64(number)):
		d.problem(fmt.Sprintf("expected an integer of %d bits without a sign, found another", into.Type().Bits()))
	default:
		into.SetUint(uint64(number))
	}
}

// integer is the value of a number that has no fraction and fits.
func integer(value any) (int64, bool) {
	switch value := value.(type) {
	case int64:
		return value, true
	case float64:
		// The bounds are exact in float64; NaN fails both comparisons.
		if value == math.Trunc(value) && value >= math.MinInt64 && value < math.MaxInt64 {
			return int64(value), true
		}
	}
	return 0, false
}

func decodeFloat(d *decoding, value any, into reflect.Value) {
	switch value := value.(type) {
	case float64:
		if into.OverflowFloat(value) {
			d.problem("expected a number of 32 bits, found a larger one")
			return
		}
		into.SetFloat(value)
	case int64:
		into.SetFloat(float64(value))
	case nil:
	default:
		d.mismatch("a number", value)
	}
}

func decodeBytes(d *decoding, value any, into reflect.Value) {
	switch value := value.(type) {
	case string:
		data, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			d.problem("expected base64, found another string")
			return
		}
		into.SetBytes(data)
	case nil:
	default:
		d.mismatch("a string in base64", value)
	}
}

func decodeAny(_ *decoding, value any, into reflect.Value) {
	if value != nil {
		into.Set(reflect.ValueOf(value))
	}
}

func decodeQuantity(d *decoding, value any, into reflect.Value) {
	switch value := value.(type) {
	case string:
		text := strings.TrimSpace(value)
		if unreasonableQuantity(text) {
			d.problem("expected a quantity of at most 256 characters and with an exponent of at most three digits")
			return
		}
		quantity, err := resource.ParseQuantity(text)
		if err != nil {
			d.problem("expected a quantity such as 500m or 2Gi, found another string")
			return
		}
		*into.Addr().Interface().(*resource.Quantity) = quantity
	case int64, float64:
		decodeUnmarshaler(d, value, into)
	case nil:
	default:
		d.mismatch("a quantity such as 500m or 2Gi", value)
	}
}

// unreasonableQuantity reports whether a quantity has so many digits, written or
// meant by its exponent, that computing with it takes more than a moment:
// 1e-2147483647 is two gigabytes of zeros.
func unreasonableQuantity(text string) bool {
	exponent := strings.LastIndexAny(text, "eE")
	if exponent < 0 {
		return len(text) > 256
	}
	digits := strings.TrimLeft(strings.TrimLeft(text[exponent+1:], "+-"), "0")
	return len(text) > 256 || len(digits) > 3
}

func decodeIntOrString(d *decoding, value any, into reflect.Value) {
	target := into.Addr().Interface().(*intstr.IntOrString)
	switch value := value.(type) {
	case string:
		*target = intstr.FromString(value)
	case nil:
	default:
		number, ok := integer(value)
		switch {
		case !ok:
			d.mismatch("an integer or a string", value)
		case number < math.MinInt32 || number > math.MaxInt32:
			d.problem("expected an integer of 32 bits, found a larger one")
		default:
			*target = intstr.FromInt32(int32(number))
		}
	}
}

// decodeUnmarshaler serves every type that reads its own JSON.
func decodeUnmarshaler(d *decoding, value any, into reflect.Value) {
	if value == nil {
		return
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		d.problem("cannot be encoded as JSON: " + err.Error())
		return
	}
	if err := into.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(encoded); err != nil {
		into.SetZero()
		d.mismatch("a "+into.Type().Name(), value)
	}
}
