// C++ with its standard library: containers, streams on standard input and output, a file.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

int main(int argc, char **argv) {
  std::map<std::string, int> words;
  std::string word;
  while (std::cin >> word)
    words[word]++;
  for (const auto &[text, count] : words)
    std::cout << text << ": " << count << '\n';
  for (int i = 1; i < argc; i++)
    std::cerr << "argument " << argv[i] << std::endl;
  std::stringstream all;
  for (const auto &[text, count] : words)
    all << text << ' ' << count << '\n';
  // The library of the older wasi-libc has no file streams.
  if (std::FILE *out = std::fopen("words.txt", "a")) {
    std::fputs(all.str().c_str(), out);
    std::cout << "file of " << std::ftell(out) << " bytes\n";
    std::fclose(out);
  }
  if (const char *status = std::getenv("STATUS"))
    std::exit(std::atoi(status));
  return 0;
}
