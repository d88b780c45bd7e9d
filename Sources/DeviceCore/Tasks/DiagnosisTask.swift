extension DeviceApp {
    /// Tests every step of the path and changes nothing but the time of the last verification.
    package func diagnose() async -> Diagnosis {
        await waiting { $0.diagnose() }
    }
}
