#if hasFeature(Embedded)
    @_extern(c, "getchar")
    private func getchar() -> Int32

    /// The next line of standard input, without its end.
    func nextLine() -> String? {
        var bytes: [UInt8] = []
        var next = getchar()
        guard next >= 0 else { return nil }
        while next >= 0, next != 10 {
            bytes.append(UInt8(truncatingIfNeeded: next))
            next = getchar()
        }
        return String(decoding: bytes, as: UTF8.self)
    }
#else
    /// The next line of standard input, without its end.
    func nextLine() -> String? { readLine() }
#endif
