(module
  (@dylink.0
    (mem-info)
  )
  (type (;0;) (func))
  (export "run" (func 0))
  (func (;0;) (type 0))
  (@custom "component-type" (after code) "\00asm\0d\00\01\00\00\19\16wit-component-encoding\04\00\07\1d\01A\02\01A\02\01@\00\01\00\04\00\03run\01\00\04\00\05a:b/w\04\00\0b\07\01\00\01w\03\00\00\00/\09producers\01\0cprocessed-by\01\0dwit-component\070.263.0")
)
