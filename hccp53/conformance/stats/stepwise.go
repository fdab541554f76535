package stats

import "errors"

var rulesStepwise = []rule{}

func answerStepwise(*set, any) (any, error) { return nil, errors.New("to come") }
