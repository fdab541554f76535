package regression_test

import (
	"reflect"
	"testing"

	"hcclab/hccp53/regression"
)

func TestResamplesArePrefixStable(t *testing.T) {
	a, b := regression.Resamples(40, 5, 9), regression.Resamples(40, 8, 9)
	if !reflect.DeepEqual(a, b[:5]) {
		t.Error("more resamples change the first ones")
	}
	if reflect.DeepEqual(a[0], a[1]) || reflect.DeepEqual(a, regression.Resamples(40, 5, 10)) {
		t.Error("resamples repeat")
	}
}
