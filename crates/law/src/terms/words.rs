//! Enums whose values are words in files and outputs.

/// Defines an enum of which each variant stands for a word, and gives it `ALL`, `name` and `named`.
///
/// ```
/// inforce_law::words! {
///     /// Where a medicine is kept.
///     #[derive(Clone, Copy, Debug, PartialEq)]
///     pub enum Store {
///         /// In a pharmacy.
///         Pharmacy = "pharmacy",
///         /// In the central medical store.
///         CentralStore = "central-store",
///     }
/// }
/// assert_eq!(Store::ALL.map(Store::name), ["pharmacy", "central-store"]);
/// assert_eq!(Store::named("pharmacy"), Some(Store::Pharmacy));
/// ```
///
/// With `: serde` after its name, the enum is serialized and deserialized as these words, too, by the traits of serde that it derives.
#[macro_export]
macro_rules! words {
    (
        $(#[$about_all:meta])*
        $vis:vis enum $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal),+ $(,)? }
    ) => {
        $(#[$about_all])*
        $vis enum $name { $($(#[$about])* $variant),+ }
        $crate::words!(@of $vis $name: $($variant = $word),+);
    };
    (
        $(#[$about_all:meta])*
        $vis:vis enum $name:ident: serde { $($(#[$about:meta])* $variant:ident = $word:literal),+ $(,)? }
    ) => {
        $(#[$about_all])*
        $vis enum $name { $($(#[$about])* #[serde(rename = $word)] $variant),+ }
        $crate::words!(@of $vis $name: $($variant = $word),+);
    };
    (@of $vis:vis $name:ident: $($variant:ident = $word:literal),+) => {
        impl $name {
            /// All values, in the order in which they are declared.
            $vis const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// Returns the word that files and outputs use.
            #[must_use]
            $vis const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Returns the value that a word stands for.
            #[must_use]
            $vis fn named(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};
    use serde::{Deserialize, Serialize};

    words! {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
        enum Store: serde {
            Pharmacy = "at the pharmacy",
            #[default]
            Central = "central",
        }
    }

    #[test]
    fn each_value_is_known_by_its_word() {
        assert_eq!(Store::ALL, [Store::Pharmacy, Store::Central]);
        assert_eq!(Store::default().name(), "central");
        for store in Store::ALL {
            assert_eq!(Store::named(store.name()), Some(store));
            let word: StrDeserializer<'_, Error> = store.name().into_deserializer();
            assert_eq!(Store::deserialize(word), Ok(store));
            assert_eq!(
                toml::Value::try_from(store).unwrap().as_str(),
                Some(store.name())
            );
        }
        assert_eq!(Store::named("pharmacy"), None);
    }
}
