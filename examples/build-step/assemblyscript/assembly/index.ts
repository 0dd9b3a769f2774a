// Prints a line, and ends with the status that its argument names.
console.log("hello from AssemblyScript");
if (process.argv.length > 1) process.exit(i32.parse(process.argv[1]));
