"""政策结论异议: an enterprise says that a result of the policies is wrong, and the bureau answers (G13)."""
