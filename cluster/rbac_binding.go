package cluster

// RulesOf returns the rules that a binding gives to its subjects. Known is false
// when there may be more, because the input does not have the role or not all
// that it gathers, or has several of its name ([Binding.Ambiguous]). In a whole cluster a role that is not there gives nothing.
func (p *Permissions) RulesOf(binding *Binding) (rules []Rule, known bool) {
	if binding.Role != nil {
		rules = binding.Role.Rules
	}
	return rules, !p.unresolved(binding)
}
