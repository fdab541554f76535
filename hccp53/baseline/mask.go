package baseline

func (t *Table) mask() {}
