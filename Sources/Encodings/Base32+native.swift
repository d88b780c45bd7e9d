extension Base32.Decoded: CustomReflectable {
    /// A mirror that does not show the bytes.
    package var customMirror: Mirror { Mirror(self, children: ["isRegular": isRegular]) }
}
