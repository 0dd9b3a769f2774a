(component (import "primary" (implements "store") (instance)))
