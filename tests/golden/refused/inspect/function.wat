(component (import "primary" (implements "a:b/c@1.0.0") (func)))
