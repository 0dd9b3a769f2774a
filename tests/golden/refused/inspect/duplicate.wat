(component
  (import "primary" (implements "a:b/c@1.0.0") (instance))
  (import "primary" (implements "a:b/c@1.0.0") (instance)))
