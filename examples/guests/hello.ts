// Greets the name in the first argument.

const name = process.argv.length > 1 ? process.argv[1] : "nobody";
console.log("hello " + name + ", from AssemblyScript");
