# Made for PHP 8.4 (composer.json). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM php:8.4-apache-bookworm
ENV APACHE_PID_FILE=/tmp/apache2.pid
COPY --from=mlocati/php-extension-installer:2 /usr/bin/install-php-extensions /usr/local/bin/
RUN install-php-extensions intl pdo_mysql @composer zip
COPY <<'CONF' /etc/apache2/sites-available/000-default.conf
<VirtualHost *:${PORT}>
    DocumentRoot /app/public
    ErrorLog /proc/self/fd/2
    CustomLog /proc/self/fd/1 combined
    <Directory /app/public>
        AllowOverride All
        Require all granted
        DirectoryIndex index.php index.html
        FallbackResource /index.php
    </Directory>
    <FilesMatch "^\.">
        Require all denied
    </FilesMatch>
</VirtualHost>
CONF
RUN echo 'Listen ${PORT}' > /etc/apache2/ports.conf && echo 'ServerName localhost' >> /etc/apache2/apache2.conf && a2enmod rewrite && chown www-data /var/run/apache2
WORKDIR /app
COPY composer.json composer.lock ./
ENV COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_CACHE_DIR=/cache
RUN --mount=type=cache,target=/cache \
    composer install --no-dev --no-interaction --prefer-dist --no-scripts --no-autoloader
COPY . .
RUN --mount=type=cache,target=/cache \
    composer dump-autoload --no-dev --optimize
RUN mkdir -p storage/framework/cache storage/framework/sessions storage/framework/views bootstrap/cache && chown -R www-data storage bootstrap/cache
USER www-data
ENV PORT=8080
EXPOSE 8080
CMD ["apache2-foreground"]
