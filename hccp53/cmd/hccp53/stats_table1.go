package main

import "github.com/spf13/cobra"

func statsTable1Command(s *session) *cobra.Command {
	cmd := &cobra.Command{Use: "table1 [FILE]", Short: "Table 1"}
	return cmd
}
