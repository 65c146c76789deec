"""The report before starting (开工前排查检查情况报告, G2) and the bureau's look at the site."""
