extension String {
    /// What a browser takes for the beginning and the end of an element or an attribute, if the text is HTML.
    package var delimitersOfHTML: [UInt8] { utf8.filter { "<>\"'".utf8.contains($0) } }
}
