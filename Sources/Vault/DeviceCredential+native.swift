extension DeviceCredential: CustomReflectable {
    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
