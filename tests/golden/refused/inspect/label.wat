(component (import "read_only" (implements "a:b/c@1.0.0") (instance)))
