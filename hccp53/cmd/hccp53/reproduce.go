package main

import (
	"github.com/spf13/cobra"
)

func reproduceCommand(s *session) *cobra.Command {
	return &cobra.Command{Use: "reproduce"}
}
