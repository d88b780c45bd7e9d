package import OPAQUE
package import Primitives

/// Key stretching that costs nothing: what it protects is tested with the shipped suites.
package final class NoStretching: KeyStretchingFunction {
    package init() {}

    package func stretch(_ input: SecretBytes) throws(OPAQUEError) -> SecretBytes { input }
}
