package hccp53_test

import "os"

func limited() bool { return os.Getenv("HCCP53_TEST_LIMIT") != "" }
